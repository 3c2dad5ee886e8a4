// Sends a new job, a new recurring job, or a recurring job with its first run now.
import { useNavigate } from 'react-router';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/jobs';
import { groupPath, useGroup } from '../../shell/current-group';
import { useToast } from '../../ui/toast';
import { toJobInput, toScheduleInput, type JobValues } from './job-form';
import { useRunSchedule } from './recurring/actions';

const CreateJobDocument = graphql(`
  mutation CreateJob($data: PhJobCreateInput!) {
    createPhJob(data: $data) {
      id
    }
  }
`);

const CreateScheduleDocument = graphql(`
  mutation CreateSchedule($data: PhScheduleCreateInput!) {
    createPhSchedule(data: $data) {
      id
    }
  }
`);

export function useSubmit() {
  const group = useGroup();
  const navigate = useNavigate();
  const toast = useToast();
  const createJob = useApiMutation(CreateJobDocument, ['job', 'group']);
  const createSchedule = useApiMutation(CreateScheduleDocument, ['schedule']);
  const runSchedule = useRunSchedule();

  return async (values: JobValues) => {
    const name = values.displayName.trim();
    if (values.when === 'now') {
      const { createPhJob } = await createJob.mutateAsync({ data: toJobInput(values, group.id) });
      toast.success(t.jobs.didSubmit(name));
      return void navigate(groupPath(group, `jobs/${createPhJob.id}`));
    }
    const { createPhSchedule } = await createSchedule.mutateAsync({ data: toScheduleInput(values, group.id) });
    toast.success(t.recurring.didCreate(name));
    const page = groupPath(group, `jobs/recurring/${createPhSchedule.id}`);
    if (values.when === 'both') {
      // The recurring job stands whatever becomes of its first run, so a failure is told on its page.
      await runSchedule
        .mutateAsync({ id: createPhSchedule.id })
        .catch((error: unknown) => toast.failure(t.jobs.runNotStarted, error));
    }
    void navigate(page);
  };
}
