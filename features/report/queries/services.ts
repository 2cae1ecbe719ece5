import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import { type ReportedService, reportedServices } from './named-service.ts'

/** The services whose report the asker may print, their own team's first. */
export const reportServices = defineQuery<Record<string, never>, ReportedService[]>({
  name: 'report.services',
  title: 'Services whose report you may print',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: 'report.read',
  run: (tx) => reportedServices(tx),
  shows: () => [],
})
