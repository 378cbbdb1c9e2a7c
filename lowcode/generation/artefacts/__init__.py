"""The artefacts, one module each: adding a generated file is adding a module that defines one `Artefact`."""
