// The values of the form for jobs and recurring jobs: what they are at first, what is wrong with them, what is sent.
import { bytes } from '../../format/units';
import { t } from '../../messages/jobs';
import type { Errors } from '../../ui/form';
import { chooseFirst, imageFits, imageNamed, typeNamed } from '../workload/options';
import { isDeadline, toDeadline, toSeconds, type Deadline } from './deadline';
import type { JobOptions } from './job-options';
import type { RecurrenceType } from './recurring/recurrence';

export type When = 'now' | 'both' | 'recurring';

/** Named as the API names its fields, so that a refusal finds its place in the form. */
export type JobValues = {
  displayName: string;
  command: string;
  instanceType?: string;
  image?: string;
  activeDeadlineSeconds: Deadline;
  priority: number;
  when: When;
  'recurrence.type': RecurrenceType;
  'recurrence.cron': string;
  /** Empty: as the system. */
  'recurrence.timezone': string;
};

/** What a clone or an edit begins with. */
export type Given = {
  displayName: string | null;
  command: string | null;
  instanceTypeName?: string | null;
  image: string | null;
  activeDeadlineSeconds: number | null;
  priority: number;
  recurrence?: {
    type: string | null;
    cron: string | null;
    timezone: string | null;
    systemTimezone: boolean | null;
  } | null;
};

const canRun = (option: JobOptions['instanceTypes'][number]) => !option.never;

export function firstValues(options: JobOptions, given: Given | undefined, when: When): JobValues {
  const best = options.instanceTypes.find(({ fits }) => fits)?.instanceType.name;
  const first = chooseFirst(
    options,
    { type: [given?.instanceTypeName ?? best], image: [given?.image ?? undefined] },
    canRun,
  );
  const recurrence = given?.recurrence;
  return {
    displayName: given?.displayName ?? '',
    command: given?.command ?? '',
    // What the job had and is not offered any more is not replaced silently.
    instanceType: given && given.instanceTypeName !== first.instanceType ? undefined : first.instanceType,
    image: given && given.image !== first.image ? undefined : first.image,
    activeDeadlineSeconds: toDeadline(given?.activeDeadlineSeconds ?? options.defaultDeadlineSeconds),
    priority: Math.min(given?.priority ?? 0, Math.max(0, options.maxPriority)),
    when,
    'recurrence.type': (recurrence?.type as RecurrenceType | undefined) ?? 'daily',
    'recurrence.cron': recurrence?.cron ?? '',
    'recurrence.timezone': recurrence && !recurrence.systemTimezone ? (recurrence.timezone ?? '') : '',
  };
}

/** What a clone or an edit had and cannot have here any more. */
export function missing(options: JobOptions, given: Given | undefined): string[] {
  if (!given) return [];
  const { instanceTypeName, image } = given;
  return [
    instanceTypeName && !typeNamed(options.instanceTypes, instanceTypeName) && t.jobs.typeMissing(instanceTypeName),
    image && !imageNamed(options.images, image) && t.jobs.imageMissing(image),
  ].filter((text) => typeof text === 'string' && text !== '') as string[];
}

export const commandBytes = (command: string) => new TextEncoder().encode(command).length;

export function problems(values: JobValues, options: JobOptions): Errors<JobValues> {
  const type = typeNamed(options.instanceTypes, values.instanceType);
  const image = imageNamed(options.images, values.image);
  const size = commandBytes(values.command);
  const custom = values.when !== 'now' && values['recurrence.type'] === 'custom';
  return {
    displayName: values.displayName.trim() ? undefined : t.jobs.nameNeeded,
    command: !values.command.trim()
      ? t.jobs.commandNeeded
      : size > options.maxCommandBytes
        ? t.jobs.commandTooLong(bytes(options.maxCommandBytes), bytes(size))
        : undefined,
    instanceType: type ? undefined : t.workload.chooseType,
    image: !image
      ? t.workload.chooseImage
      : imageFits(image, type)
        ? undefined
        : t.workload.gpuImageOnCpu(image.name, type?.name ?? ''),
    activeDeadlineSeconds: isDeadline(values.activeDeadlineSeconds) ? undefined : t.jobs.deadlineRule,
    'recurrence.cron': custom && !values['recurrence.cron'].trim() ? t.recurring.cronNeeded : undefined,
  };
}

/** The command is sent exactly as typed. */
export function toJobInput(values: JobValues, groupId: string) {
  return {
    groupId,
    displayName: values.displayName.trim(),
    command: values.command,
    instanceType: values.instanceType,
    image: values.image,
    activeDeadlineSeconds: toSeconds(values.activeDeadlineSeconds),
    priority: values.priority,
  };
}

export function toRecurrence(values: JobValues) {
  const type = values['recurrence.type'];
  return {
    type,
    cron: type === 'custom' ? values['recurrence.cron'].trim() : undefined,
    timezone: values['recurrence.timezone'],
  };
}

export const toScheduleInput = (values: JobValues, groupId: string) => ({
  ...toJobInput(values, groupId),
  recurrence: toRecurrence(values),
});
