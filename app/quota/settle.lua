-- Gives back what a call reserved and did not use; once per call id, however often it is sent.
-- KEYS[1]: marker, then one per limit.   ARGV[1]: call id, ARGV[2]: ms the marker lives, ARGV[3]: seconds ahead of UTC,
-- ARGV[4]: when it was taken, in us of this clock (0 = now), then four per key: kind a b back
--   back > 0 is returned, back < 0 is charged on top; s and c entries are removed by id when back > 0
-- Nothing is returned into a window other than the one it was taken from. What is kept, and how long: see take.lua.
local KEEP=2678400
if not redis.call('SET',KEYS[1],'1','NX','PX',ARGV[2]) then return 0 end
local t=redis.call('TIME'); local now=t[1]*1000000+t[2]
local id=ARGV[1]; local ahead=tonumber(ARGV[3]); local at=tonumber(ARGV[4]); if at==0 then at=now end
for i=2,#KEYS do
  local o=4+(i-2)*4; local kind=ARGV[o+1]
  local a,b,back=tonumber(ARGV[o+2]),tonumber(ARGV[o+3]),tonumber(ARGV[o+4])
  if kind=='g' then
    local tat=tonumber(redis.call('GET',KEYS[i]) or '0')-a*back
    if tat<=now then redis.call('DEL',KEYS[i])
    else redis.call('SET',KEYS[i],string.format('%.0f',tat),'EX',KEEP) end
  elseif kind=='w' then
    local window=math.floor((t[1]+ahead)/b)
    if back~=0 and window==math.floor((at/1000000+ahead)/b) then
      local of,used=string.match(redis.call('GET',KEYS[i]) or '','^(%d+):(%d+)$')
      used=tonumber(of)==window and tonumber(used) or 0
      local left=math.max(used-back,0)
      if left~=used then redis.call('SET',KEYS[i],string.format('%.0f:%.0f',window,left),'EX',KEEP) end
    end
  elseif back>0 then redis.call('ZREM',KEYS[i],id) end
end
return 1
