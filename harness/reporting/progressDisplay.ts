/**
 * Shows long work: one bar a task on a terminal, plain lines elsewhere, both with the remaining time.
 *
 * Work that is done within two seconds is not shown. The remaining time assumes that the rest goes at
 * the average rate so far, so units of work must be honest. Work that cannot tell how far it is (a call of
 * a native library) reports 0 from time to time and is shown with the time it has taken.
 */
import cliProgress from 'cli-progress'

export interface ProgressDisplay {
  /** `done` of `total` units of the work called `label`; done = total ends it. */
  update(label: string, done: number, total: number): void
  /** Clears the bars so that other text can be printed; the next update draws them again. */
  pause(): void
  stop(): void
}

export interface ProgressOptions {
  readonly interactive: boolean
  readonly stream: NodeJS.WritableStream
}

interface Work {
  readonly startedMs: number
  readonly startedAt: number
  lastLineMs: number
  bar: cliProgress.SingleBar | undefined
}

const silentMs = 2_000
const lineEveryMs = 10_000

export function progressDisplay({ interactive, stream }: ProgressOptions): ProgressDisplay {
  const works = new Map<string, Work>()
  let bars: cliProgress.MultiBar | undefined

  function update(label: string, done: number, total: number): void {
    const now = performance.now()
    const work = works.get(label) ?? newWork(label, now, done)
    if (done >= total) finish(label, work)
    else if (now - work.startedMs >= silentMs) show(label, work, done, total, now)
  }

  function newWork(label: string, now: number, done: number): Work {
    // The first line comes when the silence ends, then one every ten seconds.
    const work: Work = {
      startedMs: now,
      startedAt: done,
      lastLineMs: now + silentMs - lineEveryMs,
      bar: undefined,
    }
    works.set(label, work)
    return work
  }

  function show(label: string, work: Work, done: number, total: number, now: number): void {
    const remaining = describeRemaining(work, done, total, now)
    if (interactive) {
      bars ??= newMultiBar(stream)
      work.bar ??= bars.create(1, 0, { label, remaining })
      work.bar.update(done / total, { label, remaining })
    } else if (now - work.lastLineMs >= lineEveryMs) {
      work.lastLineMs = now
      stream.write(`${label}: ${Math.floor((100 * done) / total)} %, ${remaining}\n`)
    }
  }

  function finish(label: string, work: Work): void {
    if (work.bar) bars?.remove(work.bar)
    works.delete(label)
  }

  function pause(): void {
    bars?.stop()
    bars = undefined
    for (const work of works.values()) work.bar = undefined
  }

  return { update, pause, stop: pause }
}

function newMultiBar(stream: NodeJS.WritableStream): cliProgress.MultiBar {
  return new cliProgress.MultiBar({
    stream,
    format: '{bar} {percentage} % {label}, {remaining}',
    clearOnComplete: true,
    hideCursor: true,
    forceRedraw: true,
  })
}

function describeRemaining(work: Work, done: number, total: number, now: number): string {
  const rate = (done - work.startedAt) / (now - work.startedMs)
  if (!(rate > 0)) return `${describeSeconds((now - work.startedMs) / 1000)} so far`
  return `${describeSeconds((total - done) / rate / 1000)} remaining`
}

/** "8 s", "3 min 20 s", "2 h 5 min" */
export function describeSeconds(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
