// Tests count views, set environment variables of the process and share the cores with libtorch: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
