import CivilTime
import Glibc

package enum SystemClock {
    /// The system's time of day, in whole microseconds.
    package static func now() -> Instant {
        var time = timespec()
        // Cannot fail for CLOCK_REALTIME and a valid address.
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(seconds: time.tv_sec, nanoseconds: time.tv_nsec / 1000 * 1000)
    }
}
