/**
 * Vitest setup file: properties draw from a fixed seed, so that a run in continuous integration can be
 * repeated; SADDLECHECK_SEED draws others. A seed written into a property itself wins.
 */
import fc from 'fast-check'
import { contextOptionsFromEnvironment } from '../claims/context.ts'

fc.configureGlobal({ seed: contextOptionsFromEnvironment().seed ?? 1 })
