import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { FileText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { listTemplatesOptions } from '@/api/@tanstack/react-query.gen';
import { Empty } from '@/ui/Empty';
import { Page } from '@/ui/Page';
import { Rows } from '@/ui/Rows';
import { State } from '@/ui/State';

export function Templates() {
  const { t } = useTranslation();
  const query = useQuery(listTemplatesOptions());
  const empty = (
    <Empty icon={FileText} title={t('templates.none')} words={t('templates.none_why')} />
  );
  return (
    <Page title={t('nav.templates')} lead={t('templates.lead')}>
      <Rows query={query} empty={empty}>
        {(one) => (
          <div className="row" key={one.id}>
            <FileText size={20} aria-hidden />
            <div className="grow">
              <Text fw={600} truncate>
                {one.name}
              </Text>
              <Text size="sm" c="dimmed">
                {[one.language, t(`category.${one.category.toLowerCase()}`), one.reason]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </div>
            <State of={one.state} />
          </div>
        )}
      </Rows>
    </Page>
  );
}
