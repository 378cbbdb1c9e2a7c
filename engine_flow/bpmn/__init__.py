"""Flows as files of BPMN 2.0: read and written without loss, with the diagrams."""
