import { testSuite } from '../testSuite.ts'
import { optimizersSuite } from './optimizersSuite.ts'

await testSuite(optimizersSuite)
