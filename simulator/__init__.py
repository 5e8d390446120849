"""A living fleet of invented machines that speaks the MQTT contract like any device, and nothing else."""
