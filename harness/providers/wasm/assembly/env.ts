/**
 * What the host brings along (kernelWorker.mjs): the meeting point of the threads of one run.
 *
 * It waits in JavaScript. As a function of ours, inlined into kernels, V8's baseline compiler (Node 20) got it wrong
 * in some of them: a thread that waited never saw the others come.
 */

/** Returns when all threads of the run have called it. What they wrote before can be read afterwards. */
export declare function barrier(control: usize, threads: i32): void
