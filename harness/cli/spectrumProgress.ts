/** Progress of the two stages of a spectrum on stderr. */
import type { CurvatureOptions } from '../criticalPoints/curvatureAt.ts'
import { terminalProgress } from '../reporting/terminalProgress.ts'

export interface SpectrumProgress {
  readonly enter: NonNullable<CurvatureOptions['onStage']>
  readonly update: NonNullable<CurvatureOptions['onProgress']>
  stop(): void
}

const labels = { hessian: 'Hessian', eigenvalues: 'eigenvalues' } as const

export function spectrumProgress(): SpectrumProgress {
  const display = terminalProgress()
  let label: string | undefined

  function leave(): void {
    if (label !== undefined) display.update(label, 1, 1)
    label = undefined
  }

  function enter(stage: keyof typeof labels): void {
    leave()
    label = labels[stage]
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
