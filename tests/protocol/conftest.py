"""Property tests judge answers, not speed: machines that run tests are noisy."""

from hypothesis import HealthCheck, settings

settings.register_profile("plong", suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("plong")
