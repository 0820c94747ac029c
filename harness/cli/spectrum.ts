/** `saddlecheck spectrum`: the certified curvature of a network's loss at one point. */
import type { SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { firstNonFinite } from '../algebra/vectors.ts'
import { type CurvatureReport, curvatureAt } from '../criticalPoints/curvatureAt.ts'
import { type PointSigns, signsAt } from '../criticalPoints/signsAt.ts'
import { writeNpy } from '../data/npy.ts'
import { replaceFile } from '../data/replaceFile.ts'
import { ArgumentError } from '../errors.ts'
import { architecture, architectureName } from '../networks/architecture.ts'
import type { Failure, Provider } from '../providers/provider.ts'
import type { UndecidedCounts } from '../spectra/certifiedCounts.ts'
import { orAborted } from './interruption.ts'
import { type LoadedProblem, loadProblem } from './loadProblem.ts'
import { exitCodes } from './reportError.ts'
import { requestedProvider } from './requestedProvider.ts'
import { spectrumJson } from './spectrumJson.ts'
import { requireConsistent, type SpectrumOptions, withoutRoom } from './spectrumOptions.ts'
import { spectrumProgress } from './spectrumProgress.ts'
import { type SpectrumSubject, spectrumText } from './spectrumText.ts'

/** @returns the exit code @throws HarnessError on a mistake of the user's, the signal's reason on abort */
export async function spectrum(options: SpectrumOptions, signal: AbortSignal): Promise<number> {
  requireConsistent(options)
  const { layers, activation, biases = true } = options
  const shape = architecture(layers, activation, { biases })
  const noRoom = withoutRoom(shape)
  if (noRoom) return reportFailure(noRoom)
  const { provider, reason } = await requestedProvider(options.provider)
  const problem = loadProblem(options, shape)
  const report = await orAborted(measure(problem, provider, options, signal), signal)
  if (report.status !== 'measured') return reportFailure(report)
  const subject: SpectrumSubject = {
    network: architectureName(shape),
    loss: options.loss,
    l2: options.l2 ?? 0,
    data: problem.dataName,
    providerReason: reason,
  }
  // Said before the files are written: a disk that is full by now must not take the numbers with it.
  process.stdout.write(spectrumText(report, subject))
  writeResults(report, options)
  return exitCodes.done
}

async function measure(
  { objective, theta }: LoadedProblem,
  provider: Provider,
  { counts, tolerances = [], hessianOut }: SpectrumOptions,
  signal: AbortSignal,
): Promise<CurvatureReport | PointSigns | UndecidedCounts | Failure> {
  const overflow = overflowAt({ objective, theta })
  if (overflow) return overflow
  const progress = spectrumProgress()
  try {
    const listeners = { signal, onProgress: progress.update, onStage: progress.enter }
    if (counts) return await signsAt(objective, theta, provider, { ...listeners, tolerances })
    return await curvatureAt(objective, theta, provider, {
      ...listeners,
      ...(hessianOut === undefined ? {} : { onHessian: (matrix) => writeHessian(hessianOut, matrix) }),
    })
  } catch (error) {
    const failure = numericalFailure(error)
    if (failure === undefined) throw error
    return failure
  } finally {
    progress.stop()
  }
}

/** Finite parameters can still be large enough for the loss to leave float64. */
function overflowAt({ objective, theta }: Pick<LoadedProblem, 'objective' | 'theta'>): Failure | undefined {
  const loss = objective.loss(theta)
  if (Number.isFinite(loss) && firstNonFinite(objective.gradient(theta)) < 0) return undefined
  const what = Number.isFinite(loss) ? 'the gradient is not finite' : `the loss is ${loss}`
  return { status: 'nonFinite', message: `${what} at theta: it is too large for float64` }
}

/** The problem has been checked, so what its Hessian is refused for is an outcome of the computation. */
function numericalFailure(error: unknown): Failure | undefined {
  if (error instanceof ArgumentError && error.details.where === 'symmetricMatrix') {
    return { status: 'nonFinite', message: `the Hessian is too large for float64 (${error.message})` }
  }
  if (error instanceof RangeError && /allocation failed|array (buffer )?length/i.test(error.message)) {
    return { status: 'tooLarge', message: `not enough memory: ${error.message}` }
  }
  return undefined
}

function reportFailure({ status, message }: Failure | UndecidedCounts): number {
  process.stderr.write(`saddlecheck: ${status}: ${message}\n`)
  return exitCodes.numerical
}

function writeHessian(file: string, { order, entries }: SymmetricMatrix): void {
  writeNpy(file, entries, [order, order])
}

function writeResults(
  report: CurvatureReport | PointSigns,
  { out, hessianOut, json }: SpectrumOptions,
): void {
  if (hessianOut !== undefined) announce(hessianOut, `Hessian, float64 [${report.order}, ${report.order}]`)
  if (out !== undefined && 'eigenvalues' in report) {
    writeNpy(out, report.eigenvalues, [report.order])
    announce(out, `eigenvalues, ascending, float64 [${report.order}]`)
  }
  if (json !== undefined) {
    replaceFile(json, [Buffer.from(spectrumJson(report))])
    announce(json, 'this result without the curve')
  }
}

function announce(file: string, content: string): void {
  process.stdout.write(`wrote ${file}: ${content}\n`)
}
