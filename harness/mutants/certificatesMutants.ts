/** Bugs of what turns numbers with error bounds into statements. */
import type { Certificates } from '../properties/certificates/certificates.ts'
import { certificatesCountMutants } from './certificatesCountMutants.ts'
import { certificatesReportMutants } from './certificatesReportMutants.ts'
import { certificatesSignsMutants } from './certificatesSignsMutants.ts'
import type { Mutant } from './mutant.ts'

export const certificatesMutants: readonly Mutant<Certificates>[] = [
  ...certificatesCountMutants,
  ...certificatesReportMutants,
  ...certificatesSignsMutants,
]
