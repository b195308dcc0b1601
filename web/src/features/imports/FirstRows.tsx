import { ScrollArea, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Look } from './columns';
import type { Choices } from './columns';

/** The first rows as they were read; what is left out is pale and struck. */
export function FirstRows({ look, choices }: { look: Look; choices: Choices }) {
  const { t } = useTranslation();
  const style = (at: number) => (choices[at] ? undefined : { textDecoration: 'line-through' });
  return (
    <div>
      <Text fw={600} mb={6}>
        {t('imports.first_rows')}
      </Text>
      <ScrollArea
        viewportProps={{ tabIndex: 0, 'aria-label': t('imports.first_rows') }}
        type="auto"
      >
        <Table withTableBorder striped aria-label={t('imports.first_rows')}>
          <Table.Thead>
            <Table.Tr>
              {look.columns.map((column, at) => (
                <Table.Th key={at} style={{ whiteSpace: 'nowrap' }}>
                  {column.name || t('imports.nameless', { at: at + 1 })}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {look.rows.map((row, line) => (
              <Table.Tr key={line}>
                {look.columns.map((_, at) => (
                  <Table.Td key={at} style={style(at)} c={choices[at] ? undefined : 'dimmed'}>
                    <Text span size="sm" lineClamp={1} maw={220} inherit>
                      {row[at]}
                    </Text>
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </div>
  );
}
