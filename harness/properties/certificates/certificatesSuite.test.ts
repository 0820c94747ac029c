import { testSuite } from '../testSuite.ts'
import { certificatesSuite } from './certificatesSuite.ts'

await testSuite(certificatesSuite)
