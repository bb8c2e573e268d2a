"""By which clock the stored times are meant."""
