// What one can do with a job, each with the words that follow.
import { useNavigate } from 'react-router';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/jobs';
import { groupPath, useGroup } from '../../shell/current-group';
import { useToast } from '../../ui/toast';

const CancelDocument = graphql(`
  mutation CancelJob($id: ID!) {
    cancelPhJob(where: { id: $id }) {
      id
    }
  }
`);

const RerunDocument = graphql(`
  mutation RerunJob($id: ID!) {
    rerunPhJob(where: { id: $id }) {
      id
    }
  }
`);

export const useCancel = () => useApiMutation(CancelDocument, ['job', 'group']);
export const useRerun = () => useApiMutation(RerunDocument, ['job', 'group']);

export function useJobActions({ id, name }: { id: string; name: string }) {
  const cancel = useCancel();
  const rerun = useRerun();
  const group = useGroup();
  const navigate = useNavigate();
  const toast = useToast();
  return {
    // The dialogs that ask for these show a failure themselves.
    cancel: async () => {
      await cancel.mutateAsync({ id });
      toast.success(t.jobs.didCancel(name));
    },
    rerun: async () => {
      const { rerunPhJob } = await rerun.mutateAsync({ id });
      const page = groupPath(group, `jobs/${rerunPhJob.id}`);
      toast.success(t.jobs.didRerun(name), undefined, { label: t.jobs.openJob, onClick: () => void navigate(page) });
    },
    clone: () => void navigate(clonePath(id)),
  };

  function clonePath(from: string) {
    return groupPath(group, `jobs/new?clone=${encodeURIComponent(from)}`);
  }
}
