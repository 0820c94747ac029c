/**
 * The errors of the harness: a caller's mistake throws one of these, a numerical outcome is a status.
 *
 * Text reads `where: name must be <what>, got <what>`, then a hint. `code` is stable and can be matched.
 */
export type ErrorCode = 'shape' | 'argument' | 'data' | 'providerUnavailable' | 'nativeCall' | 'internal'

export class HarnessError extends Error {
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    code: ErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = new.target.name
    this.code = code
    this.details = details
  }
}

/** An array does not have the length or shape that its role demands. */
export class ShapeError extends HarnessError {
  constructor(where: string, name: string, expected: string, got: string) {
    super('shape', `${where}: ${name} must be ${expected}, got ${got}`, { where, name, expected, got })
  }
}

/** An option or value that makes no sense: out of range, unknown name, NaN. */
export class ArgumentError extends HarnessError {
  constructor(where: string, name: string, expected: string, got: string, hint = '') {
    super('argument', `${where}: ${name} must be ${expected}, got ${got}${hint && `. ${hint}`}`, {
      where,
      name,
      expected,
      got,
    })
  }
}

/** A file is missing, truncated, corrupted or of another format than its role demands. */
export class DataError extends HarnessError {
  constructor(file: string, expected: string, got: string, hint: string, options?: ErrorOptions) {
    super('data', `${file}: expected ${expected}, got ${got}. ${hint}`, { file, expected, got }, options)
  }
}

/** A provider was asked for by name and cannot run here. */
export class ProviderUnavailable extends HarnessError {
  readonly reason: string
  readonly hint: string

  constructor(provider: string, reason: string, hint: string) {
    super('providerUnavailable', `provider ${provider} is not available: ${reason}. ${hint}`, {
      provider,
      reason,
    })
    this.reason = reason
    this.hint = hint
  }
}

/** A native library refused its arguments: a bug in our binding, never a numerical outcome. */
export class NativeCallError extends HarnessError {
  constructor(routine: string, info: number) {
    super('nativeCall', `${routine}: argument ${-info} was refused (info = ${info}); please report this`, {
      routine,
      info,
    })
  }
}

/** An invariant of the harness itself is broken: a bug here, never the caller's mistake. */
export class InternalError extends HarnessError {
  constructor(where: string, broken: string) {
    super('internal', `${where}: ${broken}; this is a bug in saddlecheck, please report it`, { where })
  }
}
