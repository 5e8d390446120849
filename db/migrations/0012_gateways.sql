-- Which devices speak through a gateway: asked for every unknown device while as many wait as may.
CREATE INDEX device_gateway ON device (gateway) WHERE gateway IS NOT NULL;
