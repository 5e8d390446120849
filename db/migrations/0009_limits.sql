-- What decides whether the zones of a vibration standard apply to a machine and a signal; null: nobody knows.

ALTER TABLE machine
    ADD COLUMN foundation      text CHECK (foundation IN ('rigid', 'flexible')),
    ADD COLUMN shaft_height_mm double precision CHECK (shaft_height_mm > 0),
    ADD COLUMN impeller        text CHECK (impeller IN ('coupled', 'direct')),      -- of a pump: on its own shaft, or the motor's
    ADD COLUMN motion          text CHECK (motion IN ('rotary', 'reciprocating'));  -- of a compressor or pump
ALTER TABLE signal
    ADD COLUMN band_from_hz double precision CHECK (band_from_hz > 0),
    ADD COLUMN band_to_hz   double precision CHECK (band_to_hz > 0);
