/**
 * Progress of the two stages of a spectrum on stderr.
 *
 * LAPACK says nothing until it is done; after two seconds of silence a line says what is being waited for.
 */
import type { CurvatureOptions } from '../criticalPoints/curvatureAt.ts'
import { terminalProgress } from './terminalProgress.ts'

export interface SpectrumProgress {
  readonly enter: NonNullable<CurvatureOptions['onStage']>
  readonly update: NonNullable<CurvatureOptions['onProgress']>
  stop(): void
}

const labels = { hessian: 'Hessian', eigenvalues: 'eigenvalues' } as const
const silenceMs = 2_000

export function spectrumProgress(): SpectrumProgress {
  const display = terminalProgress()
  let label: string | undefined
  let silence: NodeJS.Timeout | undefined

  function leave(): void {
    clearTimeout(silence)
    if (label !== undefined) display.update(label, 1, 1)
    label = undefined
  }

  function enter(stage: keyof typeof labels): void {
    leave()
    label = labels[stage]
    silence = setTimeout(
      () => process.stderr.write(`${labels[stage]}: running, without progress\n`),
      silenceMs,
    )
  }

  function update(done: number, total: number): void {
    clearTimeout(silence)
    if (label !== undefined) display.update(label, done, total)
  }

  function stop(): void {
    leave()
    display.stop()
  }

  return { enter, update, stop }
}
