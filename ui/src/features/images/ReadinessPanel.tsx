// Beside the image form: whether the machines have the image, and the button that fetches it.
import { Button } from 'antd';
import { ArrowDownToLine } from 'lucide-react';
import { bytes } from '../../format/units';
import { t } from '../../messages/admin';
import { Facts, type Fact } from '../../ui/Facts';
import { Age } from '../../ui/Moment';
import { Panel } from '../../ui/Panel';
import { useFetchImage } from './fetch';
import { explanation, ReadinessStatus, type Readiness } from './readiness';

export function ReadinessPanel({ image }: { image: { id: string; name: string; readiness: Readiness } }) {
  const { fetchImage, isPending } = useFetchImage();
  const { readiness } = image;
  const { state, sizeBytes, checkedAt, code } = readiness;
  const text = state === 'PRESENT' ? undefined : explanation(readiness);
  const facts: Fact[] = [[t.admin.state, <ReadinessStatus readiness={readiness} />]];
  if (text) facts.push([t.imagesAdmin.reason, <Reason text={text} code={code} />]);
  if (sizeBytes) facts.push([t.imagesAdmin.onDisk, bytes(sizeBytes)]);
  if (checkedAt) facts.push([t.imagesAdmin.checked, <Age at={checkedAt} />]);
  return (
    <Panel title={t.imagesAdmin.state}>
      <div className="stack" aria-live="polite">
        <Facts rows={facts} />
        <div>
          <Button
            size="small"
            icon={<ArrowDownToLine size={14} aria-hidden />}
            loading={isPending}
            disabled={state === 'PULLING'}
            onClick={() => fetchImage(image)}
          >
            {t.imagesAdmin.fetchNow}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function Reason({ text, code }: { text: string; code?: string | null }) {
  return (
    <>
      {text} {code && <span className="mono">{code}</span>}
    </>
  );
}
