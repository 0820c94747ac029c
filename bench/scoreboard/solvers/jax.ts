/** jax-js: `numpy.linalg.eigh` in float64 on its cpu backend (cyclic Jacobi). */
import { npmCandidate } from '../candidate.ts'
import { nestedRows } from '../nestedArrays.ts'

export const candidate = npmCandidate(
  '@jax-js/jax',
  { routine: 'numpy.linalg.eigh', note: 'float64 on its cpu backend' },
  async () => {
    provideMissingGlobals()
    const { defaultDevice, init, numpy } = await import('@jax-js/jax')
    await init('cpu')
    defaultDevice('cpu')
    return async (entries, n) => {
      const matrix = numpy.array(nestedRows(entries, n), { dtype: numpy.float64 })
      const [values, vectors] = numpy.linalg.eigh(matrix)
      return {
        values: Float64Array.from((await values.data()) as Float64Array),
        vectors: Float64Array.from((await vectors.data()) as Float64Array),
      }
    }
  },
)

/** It looks for both on loading and Node 20 has neither; it needs them for float16 and WebGPU only. */
function provideMissingGlobals(): void {
  const globals = globalThis as unknown as Record<string, unknown>
  globals.Float16Array ??= class extends Uint16Array {}
  globals.navigator ??= {}
}
