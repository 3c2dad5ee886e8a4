// The room of the group's files: bytes and number, of what is allowed, and what lies in the trash.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { number } from '../../format/number';
import { bytes, bytesOf } from '../../format/units';
import { t } from '../../messages/files';
import { useGroup } from '../../shell/current-group';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { useFilesBase } from './places';
import { SpaceBar } from './SpaceBar';
import { usageQuery } from './usage-query';

export function UsagePanel() {
  const group = useGroup();
  const base = useFilesBase();
  const query = useQuery(usageQuery(group.name));
  return (
    <Panel title={t.files.space} sub={t.files.ofTheGroup}>
      <PanelState query={query} what={t.files.theUsage} height={150}>
        {({ filesUsage: usage }) => (
          <div className="quotas vertical">
            <SpaceBar
              label={t.files.size}
              used={usage.bytes + usage.uploadingBytes}
              limit={usage.quotaBytes}
              write={bytes}
              of={(used, limit) => bytesOf(used, limit)}
            />
            <SpaceBar
              label={t.files.fileCount}
              used={usage.files}
              limit={usage.quotaFiles}
              write={number}
              of={(used, limit) => `${number(used)} ${t.common.of} ${number(limit)}`}
            />
            {usage.trashFiles > 0 && (
              <p className="dim small num">
                <Link to={`${base}?tab=trash`}>{t.files.tabs.trash}</Link>{' '}
                {t.files.inTrash(usage.trashFiles, bytes(usage.trashBytes))}
              </p>
            )}
          </div>
        )}
      </PanelState>
    </Panel>
  );
}
