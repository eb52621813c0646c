/** Labels of values: enum, yes/no/ask, true/false. A path in front where one word means two things. */

export default `
  true | 예 | Yes
  false | 아니요 | No
  yes | 가능 | Yes
  no | 불가 | No
  ask | 문의·협의 | Ask
  intent.offer | 매물 | Offer
  intent.transfer | 양도·승계 | Lease transfer
  intent.wanted | 구해요 | Wanted
  intent.question | 질문 | Question
  intent.promo | 홍보 | Promotion
  intent.sell | 팔아요 | Selling
  intent.buy | 삽니다 | Buying
  intent.giveaway | 나눔 | Giveaway
  intent.exchange | 교환 | Exchange
  other | 기타 | Other
  etc | 기타 | Other
  broker | 중개사 | Broker
  owner | 집주인 | Owner
  tenant | 세입자 | Tenant
  one_room | 원룸 | One-room
  villa | 빌라 | Villa
  apartment | 아파트 | Apartment
  officetel | 오피스텔 | Officetel
  house | 단독·전원 | House
  store | 상가 | Store
  office | 사무실 | Office
  building | 건물 | Building
  factory_warehouse | 공장·창고 | Factory, warehouse
  land | 토지 | Land
  layout.open | 오픈형 | Open
  separated | 분리형 | Separated
  one_and_half | 1.5룸 | 1.5 rooms
  duplex | 복층 | Duplex
  terrace | 테라스 | Terrace
  monthly | 월세 | Monthly
  jeonse | 전세 | Jeonse
  sale | 매매 | Sale
  yearly | 연세 | Yearly
  short_term | 단기 | Short term
  month | 월 | Month
  week | 주 | Week
  day | 일 | Day
  year | 년 | Year
  fixed | 정액 | Fixed
  none | 없음 | None
  actual | 실비 | As used
  included_in_rent | 월세에 포함 | In the rent
  unknown | 금액 확인 필요 | Amount unknown
  common | 일반관리비 | Common
  electricity | 전기 | Electricity
  water | 수도 | Water
  gas | 가스 | Gas
  included.heating | 난방 | Heating
  excluded.heating | 난방 | Heating
  internet | 인터넷 | Internet
  tv | TV | TV
  parking | 주차 | Parking
  cleaning | 청소 | Cleaning
  elevator | 승강기 | Elevator
  ground | 1층 | Ground
  semi_basement | 반지하 | Semi-basement
  basement | 지하 | Basement
  rooftop | 옥탑 | Rooftop
  top | 탑층 | Top
  low | 저층 | Low
  mid | 중층 | Middle
  high | 고층 | High
  whole | 건물 전체 | Whole building
  n | 북향 | North
  ne | 북동향 | North-east
  e | 동향 | East
  se | 남동향 | South-east
  s | 남향 | South
  sw | 남서향 | South-west
  w | 서향 | West
  nw | 북서향 | North-west
  living_room | 거실 | Living room
  main_room | 안방 | Main room
  entrance | 출입구 | Entrance
  immediate | 즉시 입주 | At once
  move_in.kind.date | 날짜 지정 | On a date
  from | 이후 | From
  window | 기간 | Within
  negotiable | 협의 | Negotiable
  individual | 개별난방 | Individual
  central | 중앙난방 | Central
  district | 지역난방 | District
  electric | 전기난방 | Electric
  lpg | LPG | LPG
  air_conditioner | 에어컨 | Air conditioner
  refrigerator | 냉장고 | Refrigerator
  washer | 세탁기 | Washer
  dryer | 건조기 | Dryer
  microwave | 전자레인지 | Microwave
  gas_range | 가스레인지 | Gas range
  induction | 인덕션 | Induction hob
  oven | 오븐 | Oven
  bed | 침대 | Bed
  desk | 책상 | Desk
  chair | 의자 | Chair
  wardrobe | 옷장 | Wardrobe
  closet | 붙박이장 | Closet
  bookshelf | 책장 | Bookshelf
  shoe_rack | 신발장 | Shoe rack
  sink | 싱크대 | Sink
  sofa | 소파 | Sofa
  table | 식탁 | Table
  dishwasher | 식기세척기 | Dishwasher
  styler | 스타일러 | Clothes steamer
  bidet | 비데 | Bidet
  water_purifier | 정수기 | Water purifier
  balcony | 발코니 | Balcony
  veranda | 베란다 | Veranda
  storage | 창고·수납 | Storage
  cctv | CCTV | CCTV
  intercom | 비디오폰 | Intercom
  entrance_lock | 공동현관 | Entrance lock
  digital_lock | 디지털도어락 | Digital lock
  card_key | 카드키 | Card key
  window_bars | 방범창 | Window bars
  guard | 경비원 | Guard
  parcel_box | 무인택배함 | Parcel box
  fire_alarm | 화재경보기 | Fire alarm
  exists | 있음 | Exists
  women_only | 여성만 | Women only
  men_only | 남성만 | Men only
  student_only | 학생만 | Students only
  non_smoker | 비흡연자 | Non-smoker
  business_ok | 사업자 가능 | Business welcome
  business_only | 사업자만 | Business only
  foreigner_ok | 외국인 가능 | Foreigners welcome
  single_only | 1인만 | One person
  status.open | 거래 가능 | Open
  contracting | 계약 중 | In contract
  closed | 거래 완료 | Closed
  on_sale | 판매 중 | On sale
  reserved | 예약 중 | Reserved
  sold | 판매 완료 | Sold
  new | 새 상품 | New
  like_new | 거의 새것 | Like new
  good | 상태 좋음 | Good
  fair | 사용감 있음 | Fair
  for_parts | 고장·부품용 | For parts
  direct | 직거래 | In person
  delivery | 택배 | Delivery
  convenience_store | 편의점 택배 | Convenience store
  safe_payment | 안전결제 | Safe payment
  included | 포함 | Included
  extra | 별도 | Extra
  counterfeit | 가품 의심 | Counterfeit
  prohibited | 거래 금지 품목 | Prohibited
  restaurant | 음식점 | Restaurant
  cafe | 카페 | Café
  bakery | 빵집 | Bakery
  bar | 술집 | Bar
  beauty | 미용 | Beauty
  hospital | 병원 | Hospital
  pharmacy | 약국 | Pharmacy
  academy | 학원 | Academy
  fitness | 운동시설 | Fitness
  shop | 가게 | Shop
  mart | 마트 | Mart
  repair | 수리 | Repair
  category.pet | 반려동물 | Pets
  lodging | 숙박 | Lodging
  culture | 문화 | Culture
  positive | 좋아요 | Positive
  negative | 아쉬워요 | Negative
  mixed | 반반 | Mixed
  neutral | 그저 그래요 | Neutral
  topic | 주제 | Topic
  thing | 물건 | Thing
  place | 장소 | Place
  activity | 활동 | Activity
  mood | 분위기 | Mood
  too_little_text | 글이 너무 짧아요 | Too little text
  sensitive | 민감한 글이에요 | Sensitive
  any | 누구나 | Anyone
  female | 여성만 | Women only
  male | 남성만 | Men only
  exercise | 운동 | Exercise
  food | 맛집 | Food
  reading | 독서 | Reading
  study | 공부 | Study
  pets | 반려동물 | Pets
  parenting | 육아 | Parenting
  games | 게임 | Games
  walking | 산책 | Walking
  hiking | 등산 | Hiking
  music | 음악 | Music
  craft | 공예 | Craft
  photo | 사진 | Photography
  travel | 여행 | Travel
  volunteering | 봉사 | Volunteering
  friends | 친목 | Friends
  finance | 재테크 | Finance
  language | 외국어 | Languages
  mon | 월 | Mon
  tue | 화 | Tue
  wed | 수 | Wed
  thu | 목 | Thu
  fri | 금 | Fri
  sat | 토 | Sat
  sun | 일 | Sun
  weekly | 매주 | Weekly
  biweekly | 격주 | Every two weeks
  recurrence.monthly | 매달 | Monthly
  once | 한 번 | Once
  irregular | 부정기 | Irregular
  free | 무료 | Free
  split | 나눠 내기 | Split
  refundable | 보증금 | Refundable
`;
