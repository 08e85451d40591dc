"""The parts of the benchmarks: text, pages, sites, peers, measuring."""
