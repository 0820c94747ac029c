/** Vitest global setup: compiles the kernels when their source has changed, so that tests never see old ones. */
import { refreshKernels } from './compileKernels.ts'

export default async function freshKernels(): Promise<void> {
  await refreshKernels()
}
