"""The floor (`kernel`) and the roof (`store`, `services`, `http`, `worker`, `cli`) of the low-code engine."""
