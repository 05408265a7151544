"""Settings: `base` is safe and without secrets, `development` runs the demo, `test` tests, `production` councils."""
