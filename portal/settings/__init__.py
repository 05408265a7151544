"""Settings: `base` is safe and has no secrets, `development` runs the demo, `test` the tests, `production` a council."""
