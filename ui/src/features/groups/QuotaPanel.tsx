// The quota of a group and of each member in it, side by side, with what is used now.
import { amount as withUnit, unitOf, type Resource } from '../../format/units';
import { number } from '../../format/number';
import { t } from '../../messages/admin';
import { Panel } from '../../ui/Panel';
import type { Form } from '../../ui/form';
import type { GroupForm } from './group-form';
import { LimitInput } from './LimitInput';
import { fromLimit, groupField, highest, memberField, RESOURCES } from './quota-form';

type Workload = { userName: string; cpu: number; memory: number; gpu: number };

export type InUse = { quota: Record<Resource, { used: number }>; workloads: readonly Workload[] };

/** `inUse` is missing for a group that is not there yet. */
export function QuotaPanel({ form, inUse }: { form: Form<GroupForm>; inUse?: InUse }) {
  const { values, set, error } = form;
  return (
    <Panel title={t.groups.quota} sub={t.groups.quotaSub}>
      <div className="two-apart">
        <div>
          <h3 className="sub-title">{t.groups.wholeGroup}</h3>
          {RESOURCES.map((resource) => (
            <LimitInput
              key={resource}
              label={t.common[resource]}
              unit={unitOf[resource]}
              step={resource === 'cpu' ? 0.5 : 1}
              whose={t.groups.wholeGroup}
              value={values[groupField[resource]]}
              onChange={(limit) => set({ [groupField[resource]]: limit })}
              error={error(groupField[resource])}
              hint={inUse && groupHint(resource, inUse, fromLimit(values[groupField[resource]]))}
            />
          ))}
        </div>
        <div>
          <h3 className="sub-title">{t.groups.eachMember}</h3>
          {RESOURCES.map((resource) => (
            <LimitInput
              key={resource}
              label={t.common[resource]}
              unit={unitOf[resource]}
              step={resource === 'cpu' ? 0.5 : 1}
              whose={t.groups.eachMember}
              value={values[memberField[resource]]}
              onChange={(limit) => set({ [memberField[resource]]: limit })}
              error={error(memberField[resource]) ?? aboveGroup(form, resource)}
              hint={memberHint(resource, form, inUse)}
            />
          ))}
        </div>
      </div>
    </Panel>
  );
}

/** Lowering the group's side can make the member's side wrong, though nobody touched that field. */
function aboveGroup({ values, error }: Form<GroupForm>, resource: Resource): string | undefined {
  const [most, wanted] = [fromLimit(values[groupField[resource]]), fromLimit(values[memberField[resource]])];
  if (error(groupField[resource]) || most === null || wanted === null || wanted <= most) return undefined;
  return t.groups.atMostGroup(number(most), resource);
}

function groupHint(resource: Resource, { quota }: InUse, limit: number | null): string {
  const { used } = quota[resource];
  if (used === 0) return t.groups.nothingNow;
  return limit !== null && used > limit ? t.groups.belowUse(number(used)) : t.groups.inUseNow(number(used));
}

function memberHint(resource: Resource, { values }: Form<GroupForm>, inUse?: InUse): string | undefined {
  const [member, group] = [fromLimit(values[memberField[resource]]), fromLimit(values[groupField[resource]])];
  if (member === null && group !== null) return t.groups.boundedBy(withUnit(group, resource));
  const top = inUse && highest(inUse.workloads, resource);
  return top ? t.groups.highestNow(number(top.amount), top.userName) : inUse && t.groups.nothingNow;
}
