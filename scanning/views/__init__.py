"""The screens of the scanning desk: batches, filing, and the pictures of pages."""
