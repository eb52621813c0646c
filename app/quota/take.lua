-- Takes from every limit of one caller, or from none; on this server's clock.
-- KEYS: one per limit, all with the same {tag}.   ARGV[1]: call id, ARGV[2]: seconds that the calendar is ahead of UTC,
-- then four per key: kind a b c
--   g GCRA            a = interval us      b = tolerance us     c = cost     (rate, smoothed)
--   w calendar window a = limit            b = window s         c = cost     (requests, tokens or micro-USD)
--   s exact log       a = limit (>= 1)     b = window us        c = 0 or 1   (never more than a in any window)
--   c lease           a = max in flight    b = lease us         c = 0 or 1   (release: ZREM key id)
-- returns {1, now us, then per limit: left, us until it is full again}
-- or      {0, index of the limit with the longest wait, that wait in us}; nothing is counted unless all pass
-- A window's end comes from TIME, not from the caller: pods with wrong clocks count in the same window.
-- What is kept outlives what it says, and says itself until when: g the time it is full again, w "window:used", s and c
-- a time for each entry. So it can be kept for longer than any answer (31 days; logs and leases, which are larger, two),
-- and a Redis that is full and evicts what ends soonest (volatile-ttl) evicts answers first.
local KEEP,KEEP_LOG=2678400,172800
local t=redis.call('TIME'); local now=t[1]*1000000+t[2]
local id=ARGV[1]; local ahead=tonumber(ARGV[2]); local n=#KEYS; local plan={}; local worst,wi=-1,0
for i=1,n do
  local o=2+(i-1)*4; local kind=ARGV[o+1]
  local a,b,c=tonumber(ARGV[o+2]),tonumber(ARGV[o+3]),tonumber(ARGV[o+4])
  local wait=-1
  if kind=='g' then
    local tat=tonumber(redis.call('GET',KEYS[i]) or '0'); if tat<now then tat=now end
    local new=tat+a*c
    if c>0 and new-b-a>now then wait=new-b-a-now end
    plan[i]={kind,new,math.ceil((new-now)/1000),math.floor((now+b+a-new)/a),new-now}
  elseif kind=='w' then
    local window=math.floor((t[1]+ahead)/b); local over=(window+1)*b-ahead
    local of,used=string.match(redis.call('GET',KEYS[i]) or '','^(%d+):(%d+)$')
    used=tonumber(of)==window and tonumber(used) or 0
    if c>0 and used+c>a then wait=math.max(over*1000000-now,0) end
    plan[i]={kind,c,string.format('%.0f:%.0f',window,used+c),a-used-c,over*1000000-now}
  else
    redis.call('ZREMRANGEBYSCORE',KEYS[i],'-inf',kind=='s' and now-b or now)
    local used=redis.call('ZCARD',KEYS[i])
    if c>0 and used>=a then
      local e=redis.call('ZRANGE',KEYS[i],0,0,'WITHSCORES')
      wait=kind=='s' and e[2] and tonumber(e[2])+b-now or 1000
    end
    plan[i]={kind,kind=='s' and now or now+b,math.max(math.ceil(b/1000000),KEEP_LOG),a-used-c,b,c}
  end
  if wait>worst then worst,wi=wait,i end
end
if worst>=0 then return {0,wi,worst} end
local said={1,now}
for i=1,n do local p=plan[i]
  if p[1]=='g' then
    if p[3]>0 then redis.call('SET',KEYS[i],string.format('%.0f',p[2]),'EX',KEEP) end
  elseif p[1]=='w' then
    if p[2]>0 then redis.call('SET',KEYS[i],p[3],'EX',KEEP) end
  elseif p[6]>0 then
    redis.call('ZADD',KEYS[i],string.format('%.0f',p[2]),id); redis.call('EXPIRE',KEYS[i],p[3])
  end
  said[#said+1]=math.max(p[4],0); said[#said+1]=math.max(p[5],0)
end
return said
