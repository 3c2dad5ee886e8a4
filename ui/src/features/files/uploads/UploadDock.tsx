// The uploads in short, at the edge of every page that does not show them itself.
import { Button } from 'antd';
import { CloudUpload, X } from 'lucide-react';
import { Link } from 'react-router';
import { duration } from '../../../format/time';
import { percent } from '../../../format/units';
import { t } from '../../../messages/files';
import { ProgressBar } from '../../../ui/ProgressBar';
import { encodePath } from '../path';
import { useIsPanelShown } from './panel-shown';
import { clearUploads, useUploads } from './store';
import { totalOf, type Total } from './upload';
import './uploads.css';

export function UploadDock() {
  const uploads = useUploads();
  const elsewhere = useIsPanelShown();
  const first = uploads[0];
  if (!first || elsewhere) return null;
  const total = totalOf(uploads);
  const over = total.done + total.failed === total.count;
  const to = `/g/${encodeURIComponent(first.groupName)}/files/${encodePath(first.folder)}`;
  return (
    <section className="upload-dock" aria-label={t.files.uploads}>
      <div className="row">
        <CloudUpload size={16} strokeWidth={1.75} aria-hidden />
        <span className="grow strong num" role="status">
          {headline(total, over)}
        </span>
        <Link to={to}>{t.files.show}</Link>
        {over && (
          <Button
            size="small"
            type="text"
            icon={<X size={15} aria-hidden />}
            aria-label={t.common.close}
            onClick={clearUploads}
          />
        )}
      </div>
      {!over && <ProgressBar percent={total.percent} label={t.files.uploads} />}
      {!over && <p className="dim small num">{figures(total)}</p>}
    </section>
  );
}

function headline(total: Total, over: boolean): string {
  if (total.failed > 0) return t.files.someFailed(total.failed, total.count);
  if (over) return t.files.allUploaded(total.count);
  if (total.interrupted === total.count - total.done) return t.files.interrupted(total.interrupted);
  return t.files.uploading(total.done, total.count);
}

const figures = ({ percent: share, leftMs }: Total) =>
  [percent(share), leftMs !== undefined && t.files.left(duration(leftMs))].filter(Boolean).join(', ');
