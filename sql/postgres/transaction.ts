import type pg from 'pg';

/** All that some work writes, or nothing of it. It is undone where the work rejects, with what it rejects with. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // Ending the connection undoes what it has begun, and one in an unknown state is not used again.
    client.release(true);
    throw error;
  }
}
