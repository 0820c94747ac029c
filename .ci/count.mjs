/**
 * Adds up vitest's JSON results and prints "N passed, N failed, N skipped"; exit code 1 when anything failed.
 *
 * Usage: node count.mjs <failed steps> <result.json> ...   A missing or unreadable file counts as one failure.
 */
import { readFileSync } from 'node:fs'

const [failedSteps, ...files] = process.argv.slice(2)
let passed = 0
let failed = 0
let skipped = 0
for (const file of files) {
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'))
    passed += result.numPassedTests
    // A file that cannot be loaded is a failed suite without tests.
    failed += result.numFailedTests + (result.numFailedTests === 0 && !result.success ? 1 : 0)
    skipped += result.numPendingTests
  } catch (error) {
    console.error(`${file}: ${error.message}`)
    failed++
  }
}
// A step can fail with all its tests green: types, lint, a stale README, a benchmark.
if (failed === 0) failed += Number(failedSteps)
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1
