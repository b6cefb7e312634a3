// fast-check as the tests get it: one seed, so that a run says the same everywhere. PROPERTY_SEED tries other cases.
const fc = require('../node_modules/fast-check/lib/cjs/fast-check.js');

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_261_127) });
module.exports = fc;
