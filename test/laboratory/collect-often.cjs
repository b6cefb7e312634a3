// Loaded into a gateway that was started with --expose-gc.
setInterval(() => globalThis.gc(), 150).unref();
