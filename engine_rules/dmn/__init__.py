"""Decision models as files of DMN 1.1 to 1.6: read and written without loss."""
