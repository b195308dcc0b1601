import { Badge, Text, Title } from '@mantine/core';
import { AtSign, IdCard, Phone, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { IdentityOut } from '@/api';
import { day } from '@/lib/format';

const ICONS: Record<string, LucideIcon> = { phone: Phone, username: AtSign };

/** How this person is and was known: numbers change, people stay. */
export function Identities({ known }: { known: IdentityOut[] }) {
  const { t } = useTranslation();
  return (
    <section className="surface" aria-labelledby="identities">
      <Title order={2} id="identities" className="panel" pb={4}>
        {t('identities.title')}
      </Title>
      {!known.length && (
        <Text c="dimmed" px={20} pb={20}>
          {t('identities.none')}
        </Text>
      )}
      {known.map((one, at) => {
        const Icon = ICONS[one.kind] ?? IdCard;
        return (
          <div className="row" key={at}>
            <Icon size={20} aria-hidden />
            <div className="grow">
              <Text style={{ overflowWrap: 'anywhere' }}>
                {one.value ?? t('identities.sealed')}
              </Text>
              <Text size="sm" c="dimmed">
                {t(`identities.kind.${one.kind}`, { defaultValue: one.kind })}
                {' · '}
                {t('identities.since', { day: day(one.valid_from) })}
              </Text>
            </div>
            {one.valid_to && (
              <Badge variant="default">{t('identities.until', { day: day(one.valid_to) })}</Badge>
            )}
          </div>
        );
      })}
    </section>
  );
}
