import { Table, Text, Title } from '@mantine/core';
import { type RunLogLine } from '../../../src/sdk/index.ts';
import classes from './Runs.module.css';

const clockFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

function colorOf(level: string): { c?: string } {
  if (level === 'error') return { c: 'red' };
  return level === 'warn' ? { c: 'orange' } : {};
}

/** What the run said, oldest first. */
export function RunLog({ lines }: { lines: readonly RunLogLine[] }) {
  if (lines.length === 0) return null;
  return (
    <section aria-label="Log">
      <Title order={2} size="h5" mb="xs">
        Log
      </Title>
      <Table verticalSpacing={4} aria-label="Log">
        <Table.Tbody>
          {lines.map((line, index) => (
            // Two lines may be alike in everything; their place is what tells them apart.
            <Table.Tr key={`${line.at.getTime()} ${index}`}>
              <Table.Td w={90}>
                <Text size="xs" c="dimmed" className={classes.log}>
                  {clockFormat.format(line.at)}
                </Text>
              </Table.Td>
              <Table.Td className={classes.log}>
                <Text size="sm" {...colorOf(line.level)}>
                  {line.level === 'info' ? line.message : `${line.level}: ${line.message}`}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
