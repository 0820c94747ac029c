/** Vitest setup file: every property of the run draws from the one seed. A seed written into a property itself wins. */
import fc from 'fast-check'
import { propertySeed } from './propertySeed.ts'

fc.configureGlobal({ seed: propertySeed() })
