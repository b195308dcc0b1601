import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { listRequestsOptions } from '@/api/@tanstack/react-query.gen';
import { Empty } from '@/ui/Empty';
import { Page } from '@/ui/Page';
import { Rows } from '@/ui/Rows';
import { State } from '@/ui/State';

export function Privacy() {
  const { t } = useTranslation();
  const query = useQuery(listRequestsOptions());
  const empty = (
    <Empty icon={ShieldCheck} title={t('privacy.none')} words={t('privacy.none_why')}>
      <Anchor component={Link} to="/policy">
        {t('policy.title')}
      </Anchor>
    </Empty>
  );
  return (
    <Page title={t('nav.privacy')} lead={t('privacy.lead')}>
      <Rows query={query} empty={empty}>
        {(one) => (
          <div className="row" key={one.id}>
            <ShieldCheck size={20} aria-hidden />
            <Text fw={600} className="grow">
              {t(`request.${one.kind}`, { defaultValue: one.kind })}
            </Text>
            <State of={one.state} />
          </div>
        )}
      </Rows>
    </Page>
  );
}
