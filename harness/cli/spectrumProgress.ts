/** Progress of the stages of a spectrum on stderr. */
import type { SignsOptions } from '../criticalPoints/signsAt.ts'
import { terminalProgress } from '../reporting/terminalProgress.ts'

export interface SpectrumProgress {
  readonly enter: NonNullable<SignsOptions['onStage']>
  readonly update: NonNullable<SignsOptions['onProgress']>
  stop(): void
}

export function spectrumProgress(): SpectrumProgress {
  const display = terminalProgress()
  let label: string | undefined

  function leave(): void {
    if (label !== undefined) display.update(label, 1, 1)
    label = undefined
  }

  function enter(stage: string): void {
    leave()
    label = stage === 'hessian' ? 'Hessian' : stage
  }

  function update(done: number, total: number): void {
    if (label !== undefined) display.update(label, done, total)
  }

  function stop(): void {
    leave()
    display.stop()
  }

  return { enter, update, stop }
}
