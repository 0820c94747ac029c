import { testSuite } from '../testSuite.ts'
import { spectraSuite } from './spectraSuite.ts'

await testSuite(spectraSuite)
