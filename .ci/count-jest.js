// Prints `passed failed skipped` of a jest JSON report; a suite that could not run at all counts as one failure.
const report = require(require('node:path').resolve(process.argv[2]));
const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
console.log(report.numPassedTests, failed, report.numPendingTests + report.numTodoTests);
