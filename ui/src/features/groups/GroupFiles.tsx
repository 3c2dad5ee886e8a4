// How much room the shared files of a group take, and how much they may.
import { useQuery } from '@tanstack/react-query';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import type { FilesUsageQuery } from '../../api/generated/graphql';
import { bytes } from '../../format/units';
import { number } from '../../format/number';
import { t } from '../../messages/admin';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { useToast } from '../../ui/toast';
import { AdminForm } from '../admin/AdminForm';
import { useForm, type Errors } from '../../ui/form';
import { usageQuery } from '../files/usage-query';
import { LimitInput } from './LimitInput';
import { fromLimit, toLimit, type Limit } from './quota-form';

const SaveDocument = graphql(`
  mutation SaveFilesQuota($groupName: String!, $quotaBytes: Float, $quotaFiles: Float) {
    setFilesQuota(groupName: $groupName, quotaBytes: $quotaBytes, quotaFiles: $quotaFiles) {
      quotaBytes
    }
  }
`);

const GB = 1e9;

type FilesForm = { quotaBytes: Limit; quotaFiles: Limit };

function problemOf({ unlimited, amount }: Limit, whole: boolean): string | undefined {
  if (unlimited) return undefined;
  if (amount === null || Number.isNaN(amount)) return t.admin.numberNeeded;
  if (amount < 0) return t.admin.atLeast('0');
  return whole && !Number.isInteger(amount) ? t.admin.wholeNumber : undefined;
}

const problems = ({ quotaBytes, quotaFiles }: FilesForm): Errors<FilesForm> => ({
  quotaBytes: problemOf(quotaBytes, false),
  quotaFiles: problemOf(quotaFiles, true),
});

export function GroupFiles({ groupName }: { groupName: string }) {
  const query = useQuery(usageQuery(groupName));
  return (
    <PanelState query={query} what={t.groups.filesThe} height={320}>
      {({ filesUsage }) => <Loaded groupName={groupName} usage={filesUsage} />}
    </PanelState>
  );
}

function Loaded({ groupName, usage }: { groupName: string; usage: FilesUsageQuery['filesUsage'] }) {
  const { quotaBytes, quotaFiles } = usage;
  const saved = {
    quotaBytes: toLimit(quotaBytes === null || quotaBytes === undefined ? null : quotaBytes / GB),
    quotaFiles: toLimit(quotaFiles),
  };
  const form = useForm<FilesForm>(saved, problems);
  const { mutateAsync } = useApiMutation(SaveDocument, ['files']);
  const toast = useToast();
  const send = async () => {
    const { quotaBytes: size, quotaFiles: files } = form.values;
    const limit = fromLimit(size);
    await mutateAsync({
      groupName,
      quotaBytes: limit === null ? null : Math.round(limit * GB),
      quotaFiles: fromLimit(files),
    });
    toast.success(t.groups.filesSaved);
  };
  return (
    <AdminForm form={form} send={send} fact={t.groups.filesFact}>
      <Panel title={t.groups.filesQuota} sub={t.groups.filesSub}>
        <LimitInput
          label={t.groups.filesSize}
          unit="GB"
          whose={t.groups.wholeGroup}
          value={form.values.quotaBytes}
          onChange={(limit) => form.set({ quotaBytes: limit })}
          error={form.error('quotaBytes')}
          hint={t.groups.filesInUse(bytes(usage.bytes + usage.uploadingBytes), bytes(usage.trashBytes))}
        />
        <LimitInput
          label={t.groups.filesCount}
          unit=""
          whose={t.groups.wholeGroup}
          value={form.values.quotaFiles}
          onChange={(limit) => form.set({ quotaFiles: limit })}
          error={form.error('quotaFiles')}
          hint={t.groups.filesInUse(number(usage.files), number(usage.trashFiles))}
        />
      </Panel>
    </AdminForm>
  );
}
