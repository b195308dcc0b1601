import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Cog, Eye, FileDown, KeyRound, PenLine, Scale, Send, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AuditLine } from '@/api';
import { useActs } from '@/lib/acts';
import { seen } from '@/lib/bidi';
import { moment } from '@/lib/format';

const ICONS: Record<string, LucideIcon> = {
  look: Eye,
  take: FileDown,
  send: Send,
  change: PenLine,
  people: KeyRound,
  rights: Scale,
};

/** One act: what, by whom, when, about whom. */
export function ActRow({ one }: { one: AuditLine }) {
  const { t } = useTranslation();
  const { known, wordsOf } = useActs();
  const Icon = ICONS[known.find(({ act }) => act === one.act)?.group ?? ''] ?? Cog;
  const who =
    seen(one.actor_name) ??
    t(`audit.actor.${one.actor_kind}`, { defaultValue: t('audit.actor.other') });
  return (
    <div className="row">
      <Icon size={20} aria-hidden style={{ flexShrink: 0 }} />
      <div className="grow">
        <Text fw={600}>
          {wordsOf(one.act)}
          {one.subject_kind === 'contact' && ': '}
          {one.subject_kind === 'contact' && (
            <Anchor component={Link} to={`/contacts/${one.subject_id}`} inherit>
              <bdi>{seen(one.subject_name) ?? t('audit.somebody')}</bdi>
            </Anchor>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          <bdi>{who}</bdi> · {moment(one.at)}
        </Text>
      </div>
    </div>
  );
}
